/** A place to show and to put the cursor; a new object each time somebody asks to go there. */
export interface Spot {
  fileId: string;
  /** From 1; null: wherever the cursor is. */
  line: number | null;
  column: number | null;
}
