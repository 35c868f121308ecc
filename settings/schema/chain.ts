import { z } from "zod";
import * as value from "../values.ts";

/** A private chain's own settings. */
export const chainSettings = {
  genesisDelaySeconds: value.integer(1, 3600),
  feeRecipient: value.account,
};

const validators = "a whole number from 1 up";

/** What a node says of the private chain. */
export const nodeChain = { validators: z.int(validators).min(1, validators).optional() };
