/** The rows of a long list that have to be in the document. */
export interface Window {
  readonly first: number;
  /** The first row after the window. */
  readonly end: number;
  /** Height of what is left out above and below, in pixels. */
  readonly above: number;
  readonly below: number;
}

/** Rows beyond the edges of what is seen, so that scrolling does not show a blank. */
const MARGIN = 12;

/**
 * Which of `count` rows to draw.
 *
 * @param scrolled how far the list is scrolled, in pixels
 * @param height of the part that is seen, in pixels
 * @param rowHeight of each row, in pixels
 */
export function visibleRows(
  count: number,
  scrolled: number,
  height: number,
  rowHeight: number,
): Window {
  const clamp = (row: number): number => Math.min(count, Math.max(0, row));
  const first = clamp(Math.floor(scrolled / rowHeight) - MARGIN);
  const end = clamp(Math.ceil((scrolled + height) / rowHeight) + MARGIN);
  // Even, so that the stripes of the rows do not jump.
  const even = first - (first % 2);
  return { first: even, end, above: even * rowHeight, below: (count - end) * rowHeight };
}
