import type { MakeEncoder } from './encoder.js';
import { listText, objectText } from './json-rows.js';

/**
 * `{"columns":[{name,title,type,role,unit}],"rows":[...],"meta":{...}}`, rows as lists or as objects; of a page `total` and
 * `nextOffset` besides.
 */
export const jsonEncoder: MakeEncoder = ({ columns }, { shape }) => {
  const write = shape === 'objects' ? objectText(columns) : listText;
  const described = columns.map(({ name, title, type, role, unit }) => ({ name, title, type, role, unit }));
  let count = 0;
  return {
    begin: () => `{"columns":${JSON.stringify(described)},"rows":[`,
    rows: (batch) => {
      let text = '';
      for (const cells of batch) text += count++ === 0 ? `\n${write(cells)}` : `,\n${write(cells)}`;
      return text;
    },
    rest: () => '',
    end: (meta, page) => {
      const told = JSON.stringify({ ...page, meta: { ...meta, rows: count } });
      return `\n],${told.slice(1)}\n`;
    },
  };
};
