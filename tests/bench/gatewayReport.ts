import { ASKERS, CALM, type GatewayFigure, type GatewayFigures, ROUNDS } from "./gateway.ts";

const ms = (value: number): string => `${value.toFixed(2)} ms`;
const percent = (value: number): string => `${(value * 100).toFixed(0)} %`;
const met = (good: boolean): string => (good ? "met" : "**not met**");

const rows = (name: string, { direct, gateway }: GatewayFigure): string =>
  [
    `| ${name}: a second, ${ASKERS} at once | ${direct.perSecond.toFixed(0)} | ${gateway.perSecond.toFixed(0)} |`,
    `| 99th percentile of them | ${ms(direct.p99)} | ${ms(gateway.p99)} |`,
    `| median of ${CALM} a second | ${ms(direct.calm.median)} | ${ms(gateway.calm.median)} |`,
    `| 99th percentile of them | ${ms(direct.calm.p99)} | ${ms(gateway.calm.p99)} |`,
  ].join("\n");

/** The section of `docs/benchmarks.md`. */
export function gatewaySection(machine: string, { mixture, cheapest }: GatewayFigures): string {
  const later = mixture.gateway.calm.p99 - mixture.direct.calm.p99;
  return `
## RPC gateway

Measured on ${machine}, by \`node tests/bench/run.ts gateway\`. HAProxy before a Geth, and that Geth alone, in turn, ${ROUNDS} rounds of each, by
${ASKERS} who ask at once over connections that stay open, and ${CALM} times a second. Geth has one core; the gateway and who ask share the other.
The mixture is what a wallet asks (balance, nonce, fee history, a call, a receipt, the head), and an indexer (a block of 150
transfers, whole, and its logs), in turn. Of the call that costs Geth least, the gateway has more to do than Geth.

| what | Geth alone | by the gateway |
|---|--:|--:|
${rows("mixture", mixture)}
${rows("\`eth_blockNumber\` alone", cheapest)}

| goal | measured | | |
|---|--:|--:|---|
| throughput of the mixture, of Geth's alone | ${percent(mixture.share)} | at least 90 % | ${met(mixture.share >= 0.9)} |
| throughput of \`eth_blockNumber\`, of Geth's alone | ${percent(cheapest.share)} | | |
| 99th percentile of ${CALM} a second of the mixture, later by | ${ms(later)} | at most 2.00 ms | ${met(later <= 2)} |
`;
}
