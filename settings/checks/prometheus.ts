import { usableShare } from "../../components/monitoring/retention.ts";
import { bytesPerSecond, seconds } from "../../monitoring/storage.ts";
import { bytes } from "../../sizing/quantity.ts";
import type { SettingProblem } from "../errors.ts";
import type { Settings } from "../schema.ts";

const gib = 2 ** 30;

/**
 * A month that ends after a week because the volume is full is no month: what cannot fit is refused. Only the bundled
 * Prometheus has a volume of ours.
 */
export function prometheusProblems(settings: Settings): SettingProblem[] {
  if (settings.monitoringMode !== "bundled") return [];
  const { nodes, prometheusStorage, prometheusRetention, scrapeIntervalSeconds } = settings;
  const rate = bytesPerSecond({
    nodes: nodes.length,
    validators: nodes.filter(({ validators = 0 }) => validators > 0).length,
    scrapeIntervalSeconds,
  });
  const usable = bytes(prometheusStorage) * usableShare;
  const needed = rate * seconds(prometheusRetention);
  if (needed <= usable) return [];
  const size = Math.ceil(needed / usableShare / gib);
  const hours = Math.floor(usable / rate / 3600);
  const fits = hours >= 48 ? `${Math.floor(hours / 24)}d` : `${Math.max(hours, 1)}h`;
  return [
    {
      key: "prometheusStorage",
      came: prometheusStorage,
      expected:
        `${size}Gi or more, to keep ${nodes.length} node(s) scraped every ${scrapeIntervalSeconds} s for ` +
        `prometheusRetention ${prometheusRetention}; or a prometheusRetention of ${fits} or less`,
    },
  ];
}
