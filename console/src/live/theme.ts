/** Where GraphiQL keeps its own choice: one choice for both pages. */
const KEY = 'graphiql:theme';
const THEMES = ['', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

const stored = (): Theme => THEMES.find((theme) => theme === localStorage.getItem(KEY)) ?? '';

/** Colours the page as the system is, or as the user has chosen with this button; GraphiQL follows. */
export function followTheme(button: HTMLButtonElement): void {
  const apply = (): void => {
    const theme = stored();
    document.documentElement.dataset['theme'] = theme;
    button.textContent = `Theme: ${theme === '' ? 'system' : theme}`;
  };
  button.addEventListener('click', () => {
    localStorage.setItem(KEY, THEMES[(THEMES.indexOf(stored()) + 1) % THEMES.length] ?? '');
    apply();
  });
  window.addEventListener('storage', apply);
  apply();
}
