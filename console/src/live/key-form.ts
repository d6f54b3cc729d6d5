import { element } from './element.js';

/** Asks for a key where there is none, or where the gateway has refused the one there was. */
export class KeyForm {
  private readonly form = element('key', HTMLFormElement);
  private readonly text = element('key-text', HTMLInputElement);
  private readonly why = element('key-why', HTMLElement);

  /** @param onKey called with the key that was given */
  constructor(onKey: (key: string) => void) {
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      const key = this.text.value.trim();
      if (key === '') return;
      this.text.value = '';
      this.form.hidden = true;
      onKey(key);
    });
  }

  /** Opens the form. @param why what was wrong with the last key; nothing if there was none */
  ask(why = ''): void {
    this.why.textContent = why;
    this.form.hidden = false;
    this.text.focus();
  }

  /** Closes the form. @returns whether it was open */
  close(): boolean {
    const wasOpen = !this.form.hidden;
    this.form.hidden = true;
    return wasOpen;
  }
}
