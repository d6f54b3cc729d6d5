import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** A worked example of a documentation page: what is given and what comes of it. */
export interface DocCase<Given, Expected> {
  readonly title: string;
  readonly given: Given;
  readonly expected: Expected;
}

const CASE = /^```json case\n([\s\S]*?)^```$/gm;

/**
 * The worked examples of a page below `docs/`: its fenced blocks that begin with "```json case", each an object
 * `{ title, given, expected }`. Throws where the page has none, so that no test runs empty.
 */
export function docCases<Given, Expected>(page: string): DocCase<Given, Expected>[] {
  const text = readFileSync(resolve(import.meta.dirname, '../../docs', page), 'utf8');
  const cases = [...text.matchAll(CASE)].map(([, json = '']) => JSON.parse(json) as DocCase<Given, Expected>);
  if (cases.length === 0) throw new Error(`docs/${page} has no case`);
  return cases;
}

/** The commands of a page below `docs/`: its fenced blocks of `sh`, in order, for a gateway at `url`. */
export function docCommands(page: string, url: string): string[] {
  const text = readFileSync(resolve(import.meta.dirname, '../../docs', page), 'utf8');
  const commands = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, command = '']) => command);
  if (commands.length === 0) throw new Error(`docs/${page} has no command`);
  return commands.map((command) => command.replaceAll('http://127.0.0.1:4000', url));
}
