import type { Page, Response, WebSocket } from 'playwright-core';

/** GraphiQL as a user drives it, by the names that are on its buttons. */
export class GraphiqlPage {
  constructor(readonly page: Page) {}

  async open(url: string): Promise<void> {
    await this.page.goto(url);
    await this.page.locator('.graphiql-query-editor .view-line').first().waitFor();
  }

  async tab(name: string): Promise<void> {
    await this.page.locator('.graphiql-tab-button').getByText(name, { exact: true }).click();
  }

  /** Presses the round button: runs the operation, or ends the subscription that is running. */
  async pressRun(): Promise<void> {
    await this.page.locator('.graphiql-execute-button').click();
  }

  /** Runs the tab over HTTP and returns the body, once the answer is also on the screen. */
  async query(operationName: string): Promise<{ data?: unknown; errors?: unknown }> {
    const answered = this.page.waitForResponse((response) => operationOf(response) === operationName);
    await this.pressRun();
    const body = (await (await answered).json()) as { data?: unknown; errors?: unknown };
    await this.answerShows('"data"');
    return body;
  }

  /** Runs the tab over a socket and returns that socket with the connection parameters it opened with. */
  async subscribe(): Promise<{ socket: WebSocket; params: Record<string, string> }> {
    const opened = this.page.waitForEvent('websocket');
    const initialized = new Promise<Record<string, string>>((resolve, reject) => {
      // At once and not after `opened`: the first frame may be gone by then.
      this.page.once('websocket', (socket) => {
        socket.once('framesent', ({ payload }) => resolve(connectionParams(payload)));
        socket.once('close', () => reject(new Error('the socket closed before it sent anything')));
      });
    });
    await this.pressRun();
    return { socket: await opened, params: await initialized };
  }

  async answerShows(text: string): Promise<void> {
    await this.page.locator('.graphiql-response .view-line', { hasText: text }).first().waitFor();
  }

  /** Replaces the text of an editor: `query`, `headers` or `variables`, whichever is on the screen. */
  async write(editor: 'query' | 'headers' | 'variables', text: string): Promise<void> {
    const query = editor === 'query';
    if (!query) await this.page.getByRole('button', { name: editor, exact: false }).first().click();
    const pane = query ? '.graphiql-query-editor' : '.graphiql-editor-tool .graphiql-editor:not(.hidden)';
    await this.page.locator(`${pane} .view-lines`).click();
    await this.page.keyboard.press('ControlOrMeta+A');
    await this.page.keyboard.insertText(text);
    // The editor closes brackets and quotes by itself, also those that the text has closed already.
    await this.page.keyboard.press('ControlOrMeta+Shift+End');
    await this.page.keyboard.press('Delete');
  }

  /** Waits until a language worker has underlined a fault in the editor. */
  async underlined(pane: 'query-editor' | 'editor-tool'): Promise<void> {
    await this.page.locator(`.graphiql-${pane} .squiggly-error`).first().waitFor();
  }
}

/** The `type` of a graphql-transport-ws message. */
export function typeOf(payload: string | Buffer): unknown {
  return (JSON.parse(String(payload)) as { type?: unknown }).type;
}

function connectionParams(payload: string | Buffer): Record<string, string> {
  return (JSON.parse(String(payload)) as { payload?: Record<string, string> }).payload ?? {};
}

function operationOf(response: Response): unknown {
  const request = response.request();
  if (request.method() !== 'POST' || new URL(request.url()).pathname !== '/graphql') return undefined;
  return (request.postDataJSON() as { operationName?: unknown }).operationName;
}
