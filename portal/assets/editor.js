// The editor's live preview, and a question before typed text is left behind. Without this file the editor works by its
// buttons.
const form = document.querySelector('form[data-editor]');
const button = form?.querySelector('[data-preview-button]');
const stage = form?.querySelector('[data-preview-stage]');

if (form && button && stage) {
  let timer;
  let number = 0;
  let unsaved = form.dataset.unsaved === 'yes';

  // Each preview gets a frame of its own, which replaces the old one once it is there: nothing flashes, and the history
  // of the page does not grow.
  const refresh = () => {
    const old = stage.querySelector('iframe:not([data-loading])');
    for (const waiting of stage.querySelectorAll('iframe[data-loading]')) waiting.remove();
    const fresh = document.createElement('iframe');
    number += 1;
    fresh.name = `live-preview-${number}`;
    fresh.title = old?.title ?? '';
    fresh.setAttribute('sandbox', '');
    fresh.dataset.loading = 'yes';
    stage.append(fresh);
    fresh.addEventListener('load', () => {
      if (!fresh.isConnected) return;
      delete fresh.dataset.loading;
      old?.remove();
    });
    button.formTarget = fresh.name;
    form.requestSubmit(button);
  };

  const later = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(refresh, delay);
  };

  form.addEventListener('input', (event) => {
    if (event.target.name === 'device') return;
    if (event.target.name !== 'previewAs') unsaved = true;
    later(600);
  });
  document.addEventListener('htmx:after:swap', () => {
    if (!form.isConnected) return;
    unsaved = true;
    later(50);
  });
  form.addEventListener('submit', (event) => {
    if (event.submitter === null || !event.submitter.hasAttribute('formaction')) unsaved = false;
  });
  window.addEventListener('beforeunload', (event) => {
    if (unsaved) event.preventDefault();
  });
}
