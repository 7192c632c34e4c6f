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
    post(fresh.name);
    takeBackMended();
  };

  // What a field was refused for goes once the mail with what stands there now can be made. An empty field stays marked.
  const takeBackMended = async () => {
    const mended = [...form.querySelectorAll('#mail .field-error')].flatMap((error) => {
      const control = document.getElementById(error.id.replace(/-error$/, ''));
      const typed =
        control?.value !== undefined && control.value.trim() !== '' && control.value !== control.defaultValue;
      return typed ? [{ error, control, value: control.value }] : [];
    });
    if (mended.length === 0) return;
    const answer = await fetch(button.formAction, { method: 'POST', body: new URLSearchParams(new FormData(form)) });
    if (!answer.ok) return;
    for (const { error, control, value } of mended) {
      if (control.value !== value) continue;
      error.remove();
      control.removeAttribute('aria-invalid');
      for (const link of document.querySelectorAll(`a[href="#${control.id}"]`)) link.closest('li')?.remove();
    }
    for (const list of document.querySelectorAll('.banner > ul:empty')) list.closest('.banner').remove();
  };

  // The preview goes out in a form of its own: a form that is submitted again before its first navigation has begun
  // drops that first one, so a preview due at that moment would undo a press of Save.
  const post = (target) => {
    const carrier = document.createElement('form');
    carrier.method = 'post';
    carrier.action = button.formAction;
    carrier.target = target;
    carrier.hidden = true;
    for (const [name, value] of new FormData(form)) {
      const field = document.createElement('input');
      field.type = 'hidden';
      field.name = name;
      field.value = value;
      carrier.append(field);
    }
    document.body.append(carrier);
    carrier.submit();
    carrier.remove();
  };

  button.addEventListener('click', (event) => {
    event.preventDefault();
    refresh();
  });

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
    if (event.submitter?.hasAttribute('formaction')) return;
    unsaved = false;
    clearTimeout(timer);
  });
  window.addEventListener('beforeunload', (event) => {
    if (unsaved) event.preventDefault();
  });
}
