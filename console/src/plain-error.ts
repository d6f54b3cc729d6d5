/** An error without a stack: GraphiQL prints what an error has, and a stack of minified code tells a user nothing. */
export function plainError(message: string): Error {
  const error = new Error(message);
  delete error.stack;
  return error;
}
