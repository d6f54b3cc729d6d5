import type { SubmitEvent } from 'react';

/** Asks for a key. `refusal` is what was wrong with the last one. */
export function KeyForm({ refusal, onKey }: { refusal: string | null; onKey: (key: string) => void }) {
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget).get('key');
    if (typeof given === 'string' && given.trim() !== '') onKey(given.trim());
  };
  return (
    <main className="ask">
      <form className="panel key" onSubmit={submit}>
        <h1>
          <Mark /> Usage dashboard
        </h1>
        <label htmlFor="key">Gateway key</label>
        <input
          id="key"
          name="key"
          type="password"
          autoComplete="off"
          spellCheck={false}
          required
          autoFocus
          placeholder="gw_…"
          aria-describedby="key-hint"
          aria-invalid={refusal !== null}
        />
        {refusal !== null && (
          <p role="alert" className="fault">
            {refusal}
          </p>
        )}
        <p id="key-hint" className="quiet">
          An API key or a token with the scopes <code>analytics:read</code> and <code>events:read</code>. The
          gateway prints one for its demo. It stays in this browser tab and ends with it.
        </p>
        <button type="submit">Show the dashboard</button>
      </form>
    </main>
  );
}

/** The gateway's sign. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#0f766e" />
      <path
        d="M7 22a9.5 9.5 0 1 1 18 0M16 21l5-7.5"
        fill="none"
        stroke="#fff"
        strokeWidth="3"
        strokeLinecap="round"
      />
      <circle cx="16" cy="21" r="2.2" fill="#fff" />
    </svg>
  );
}
