import { z } from "zod";

/** The key `geoFile` of the settings' file: what `monitor/geo/compile.ts` wrote. Default: the image's own, if it has one. */
export const geoSettings = { geoFile: z.string().min(1, "a file").optional() };
