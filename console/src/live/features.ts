/** How many events from before its start a new subscription asks for; 0 where the gateway's schema has no `replay`. */
export const REPLAY: number = 200;

/** Whether the schema's EventFilter has `search`, and so the page a field for it. */
export const SEARCH: boolean = true;
