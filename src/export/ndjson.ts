import type { MakeEncoder } from './encoder.js';
import { objectText } from './json-rows.js';

/** An object a line, by the columns' names, in the columns' order. No rows are no lines. */
export const ndjsonEncoder: MakeEncoder = ({ columns }) => {
  const write = objectText(columns);
  return {
    begin: () => '',
    rows: (batch) => {
      let text = '';
      for (const cells of batch) text += `${write(cells)}\n`;
      return text;
    },
    rest: () => '',
    end: () => '',
  };
};
