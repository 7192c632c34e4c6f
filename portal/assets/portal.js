// The portal works without this file; it opens the menu, asks before what cannot be undone, sends a form once for a double
// click, copies, and keeps the focus.
document.documentElement.classList.add('has-script');

document.addEventListener('click', (event) => {
  const target = event.target instanceof Element ? event.target : null;
  const menu = target?.closest('[data-menu]');
  if (menu) {
    const nav = document.getElementById(menu.getAttribute('aria-controls') ?? '');
    const open = nav?.classList.toggle('open') ?? false;
    menu.setAttribute('aria-expanded', String(open));
  }
  const copy = target?.closest('[data-copy]');
  if (copy) {
    const source = document.querySelector(copy.getAttribute('data-copy') ?? '');
    if (source instanceof HTMLInputElement) {
      source.select();
      navigator.clipboard?.writeText(source.value).then(() => {
        copy.textContent = copy.getAttribute('data-copied');
      });
    }
  }
});

document.addEventListener('submit', (event) => {
  const form = event.target instanceof HTMLFormElement ? event.target : null;
  if (form === null) return;
  // A second click while the first one's answer is on its way. Not for longer: the answer may be a file, or never come.
  if (form.hasAttribute('data-sent')) {
    event.preventDefault();
    return;
  }
  const question = event.submitter?.getAttribute('data-confirm') ?? form.getAttribute('data-confirm');
  if (question && !window.confirm(question)) event.preventDefault();
  else if (form.method === 'post') {
    form.setAttribute('data-sent', '');
    setTimeout(() => form.removeAttribute('data-sent'), 1000);
  }
});

// A part of the page that was exchanged can say where the focus belongs.
document.addEventListener('htmx:after:swap', () => {
  const wanted = document.querySelector('[data-focus]');
  if (wanted instanceof HTMLElement) {
    wanted.removeAttribute('data-focus');
    wanted.focus();
  }
});

// What the page is about went on: shown anew, but never over something typed. An answer to a form stands under another
// path and may hold what was typed too; there a notice with a link is enough.
document.addEventListener('campaign-moved', (event) => {
  const typed = [...document.querySelectorAll('main textarea, main input:not([type=hidden])')].some(
    (field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked,
  );
  if (location.pathname === event.detail?.path && !typed) location.reload();
});
