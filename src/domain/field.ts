/** What is wrong with one field, for whoever wrote it. */
export interface FieldProblem {
  /** JSON pointer (RFC 6901) into the document; "" is the whole of it. */
  readonly pointer: string;
  readonly detail: string;
}
