import { buildTemplate } from './template.js';

await buildTemplate();
