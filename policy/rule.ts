import type { Manifest } from "./manifest.ts";

/** What a rule may know beside the object. */
export interface Context {
  /** The stack's name; in a rule about all stacks it counts for nothing. */
  readonly stack: string;
  /** Whether Pulumi refuses to delete it. */
  readonly isProtected: boolean;
}

/** A rule about one object. */
export interface Rule {
  /** Its name in Pulumi's messages. */
  readonly name: string;
  /** What it asks for, in a sentence. */
  readonly description: string;
  /** What is wrong with an object: a sentence each, none where nothing is. */
  readonly check: (object: Manifest, context: Context) => readonly string[];
}
