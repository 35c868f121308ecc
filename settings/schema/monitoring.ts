import * as value from "../values.ts";
import { oneOf } from "./shared.ts";

export const monitoringSettings = {
  prometheusStorage: value.size,
  prometheusRetention: value.duration,
  monitoringSize: oneOf(["small", "production"]),
  scrapeIntervalSeconds: value.integer(1, 300),
  grafanaEnabled: value.flag,
  grafanaDisabledReason: value.text,
  grafanaStorage: value.size,
};
