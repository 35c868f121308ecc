import { z } from "zod";
import * as value from "../values.ts";

const ranges = "a list of address ranges, such as 10.0.0.0/16";

export const resourceMetricsSettings = {
  resourceMetrics: value.flag,
  resourceMetricsDisabledReason: value.text,
  machineCidrs: z.array(z.union([z.cidrv4(), z.cidrv6()], ranges), ranges),
  kubeletInsecureTls: value.flag,
};
