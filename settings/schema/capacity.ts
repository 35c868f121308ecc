import { z } from "zod";
import { only } from "./shared.ts";

const aPrice = "a price, a number from 0 up";

const price = z.number(aPrice).min(0, aPrice).optional();

/** All of it is optional here, since none are no prices; what is missing of some is looked for in the checks. */
export const capacitySettings = {
  prices: only("prices", {
    currency: z
      .string("a currency, such as EUR")
      .regex(/^[A-Z]{3}$/, "a currency, such as EUR")
      .optional(),
    diskGibMonth: price,
    cpuMonth: price,
    memoryGibMonth: price,
  }),
};
