import { styleText } from "node:util";

/** The colours that the table uses. */
export type Colour = "bold" | "dim" | "green" | "yellow" | "red";

/** Paints text, or leaves it as it is. */
export type Paint = (colour: Colour, text: string) => string;

/** Paints where colours are wanted: on a terminal, unless NO_COLOR (https://no-color.org) or TERM=dumb says not to. */
export function painter(isTerminal: boolean, env: NodeJS.ProcessEnv): Paint {
  const wanted = isTerminal && (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb";
  return wanted
    ? (colour, text) => styleText(colour, text, { validateStream: false })
    : (_colour, text) => text;
}

/** A line to print. */
export interface Line {
  readonly text: string;
  /** Default: as it is. */
  readonly colour?: Colour;
}
