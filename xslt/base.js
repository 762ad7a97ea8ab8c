/* SPDX-License-Identifier: Apache-2.0 */
/* base.js: comforts for those whose browser runs it; every page works the same without
 *
 * A password can be looked at; a choice brings its fields at once; all rows of a page are ticked by one box, and the bar says how
 * many are. Words come from the page (data-…), never from here. */
(() => {
  'use strict';

  // "Show password" beside each: what one sees, one types right the first time.
  const reveal = (input) => {
    const box = document.createElement('span'), button = document.createElement('button');
    const say = () => {
      const hidden = input.type === 'password';
      button.textContent = hidden ? input.dataset.show : input.dataset.hide;
      button.setAttribute('aria-label', `${button.textContent}: ${input.labels[0]?.firstChild.textContent ?? ''}`);
    };
    box.className = 'mya-secret';
    button.className = 'mya-reveal';
    button.type = 'button';
    input.before(box);
    box.append(input, button);
    button.addEventListener('click', () => { input.type = input.type === 'password' ? 'text' : 'password'; say(); });
    // never leave it readable to the browser's memory of what was typed
    input.form?.addEventListener('submit', () => { input.type = 'password'; say(); });
    say();
  };

  // The form anew, with the fields of what is chosen now; focus and caret stay where they are.
  const renew = async (form, again) => {
    const at = document.activeElement?.id, turn = form.dataset.turn = String(Number(form.dataset.turn || 0) + 1);
    const body = new URLSearchParams(new FormData(form));
    body.set(again.name, again.value);
    let page;
    try {
      const answer = await fetch(form.action, { method: 'POST', body, credentials: 'same-origin' });
      if (!answer.ok) return;
      page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    } catch { return; }
    const action = form.getAttribute('action');
    const fresh = [...page.querySelectorAll('form.mya-form')].find((other) => other.getAttribute('action') === action);
    if (!fresh || form.dataset.turn !== turn) return;
    fresh.querySelector('[autofocus]')?.removeAttribute('autofocus');
    form.replaceChildren(...fresh.childNodes);
    dress(form);
    if (at) document.getElementById(at)?.focus();
  };

  const follow = (again) => {
    const form = again.form;
    again.closest('.mya-again').hidden = true;
    if (form.dataset.follows || form.enctype === 'multipart/form-data') {
      if (!form.dataset.follows) again.closest('.mya-again').hidden = false;
      return;
    }
    form.dataset.follows = 'yes';
    form.addEventListener('change', (event) => {
      const now = form.querySelector('[name="mya.again"]');
      if (now && event.target.matches('select, [type="radio"]')) renew(form, now);
    });
  };

  // One box for all rows, and how many are ticked.
  const count = (list) => {
    const head = list.querySelector('th.mya-box[data-all]'), boxes = [...list.querySelectorAll('td.mya-box input, .mya-entry-head > input')];
    const said = list.querySelector('.mya-ticked');
    if (!boxes.length) return;
    const all = document.createElement('input');
    const say = () => {
      const ticked = boxes.filter((box) => box.checked).length;
      all.checked = ticked === boxes.length;
      all.indeterminate = ticked > 0 && ticked < boxes.length;
      if (said) {
        said.hidden = false;
        said.textContent = `${said.dataset.label}: ${ticked}`;
      }
    };
    all.type = 'checkbox';
    if (head) {
      all.setAttribute('aria-label', head.dataset.all);
      head.append(all);
    }
    all.addEventListener('change', () => { for (const box of boxes) box.checked = all.checked; say(); });
    list.addEventListener('change', (event) => { if (boxes.includes(event.target)) say(); });
    said?.setAttribute('role', 'status');
    say();
  };

  const dress = (part) => {
    for (const input of part.querySelectorAll('input[type="password"][data-show]')) reveal(input);
    for (const again of part.querySelectorAll('[name="mya.again"]')) follow(again);
  };

  dress(document);
  for (const list of document.querySelectorAll('.mya-list')) count(list);
})();
