import { pick, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect, useRef } from 'react';
import { isUntouched } from './headers-text.js';

/** How long a key must rest before the schema is asked for with it. */
const TYPING_PAUSE_MS = 600;

/**
 * One key serves all tabs. GraphiQL keeps headers per tab, so each tab would ask for the key again, and choosing an
 * entry of the history (which holds no headers here) would empty the editor. Where GraphiQL itself fills the editor
 * with nothing of the user's, the headers seen last are put in instead. A tab with headers of its own keeps them.
 */
function useSharedHeaders(): void {
  const { headerEditor } = useGraphiQL(pick('headerEditor'));
  const last = useRef('');
  useEffect(() => {
    if (headerEditor === undefined) return;
    const remember = () => {
      const text = headerEditor.getValue();
      if (!isUntouched(text)) last.current = text;
    };
    remember();
    const subscription = headerEditor.onDidChangeModelContent((change) => {
      const byGraphiql = change.isFlush;
      if (byGraphiql && last.current !== '' && isUntouched(headerEditor.getValue())) {
        headerEditor.setValue(last.current);
      } else {
        remember();
      }
    });
    return () => subscription.dispose();
  }, [headerEditor]);
}

/** Asks for the schema again once a key was typed on a page that got none without it. */
function useSchemaForKey(): void {
  const { headerEditor, schema } = useGraphiQL(pick('headerEditor', 'schema'));
  const { introspect } = useGraphiQLActions();
  useEffect(() => {
    if (headerEditor === undefined || schema) return;
    let pause: ReturnType<typeof setTimeout> | undefined;
    const subscription = headerEditor.onDidChangeModelContent(() => {
      clearTimeout(pause);
      if (!isUntouched(headerEditor.getValue())) pause = setTimeout(() => void introspect(), TYPING_PAUSE_MS);
    });
    return () => {
      clearTimeout(pause);
      subscription.dispose();
    };
  }, [headerEditor, schema, introspect]);
}

/** Keeps tabs and schema in step with the key in the headers editor. Renders nothing. */
export function FollowKey() {
  useSharedHeaders();
  useSchemaForKey();
  return null;
}
