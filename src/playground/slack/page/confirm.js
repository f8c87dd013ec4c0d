// The question before an action that asks for one.
import { h } from './dom.js';
import { textObject } from './mrkdwn.js';

export function showDialog(dialog) {
  document.body.append(dialog);
  dialog.showModal();
}

/** Asks; true when the person agrees. */
export function confirmFirst(confirm) {
  return new Promise((resolve) => {
    const finish = (answer) => {
      dialog.remove();
      resolve(answer);
    };
    const yes = h(
      'button',
      { type: 'button', class: `button ${confirm.style ?? 'primary'}`, onclick: () => finish(true) },
      confirm.confirm?.text ?? 'Yes',
    );
    const no = h(
      'button',
      { type: 'button', class: 'button', onclick: () => finish(false) },
      confirm.deny?.text ?? 'Cancel',
    );
    const dialog = h(
      'dialog',
      { class: 'dialog confirm', 'aria-labelledby': 'confirm-title', oncancel: () => finish(false) },
      h(
        'header',
        { class: 'dialog-head' },
        h('h2', { id: 'confirm-title' }, confirm.title?.text ?? 'Are you sure?'),
      ),
      h('div', { class: 'dialog-body' }, textObject(confirm.text)),
      h('footer', { class: 'dialog-foot' }, no, yes),
    );
    showDialog(dialog);
    yes.focus();
  });
}
