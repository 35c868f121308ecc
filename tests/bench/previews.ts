import { writeFile } from "node:fs/promises";
import { stringify } from "yaml";
import { formatDuration, printLine } from "../../local/support/progress.ts";
import { sharedApiServer } from "../support/apiServer.ts";
import { EngineFixture } from "../support/engine.ts";
import { fileConfig } from "../support/stackConfig.ts";

/** One size, measured in pairs: the program's preview, then that of as many plain resources. */
export interface PreviewFigure {
  readonly nodes: number;
  /** Resources of the program, components and the stack itself included. */
  readonly resources: number;
  /** Seconds of each run. */
  readonly program: readonly number[];
  readonly plain: readonly number[];
}

/** How often each size is measured; the largest take minutes. */
const pairs = (nodes: number): number => (nodes >= 50 ? 2 : 3);

/**
 * Previews of the dev stack with so many nodes, and of a program that does nothing but register as many ConfigMaps, in
 * turn: what the machine does meanwhile then meets both.
 */
export async function measurePreviews(sizes: readonly number[]): Promise<PreviewFigure[]> {
  const { kubeconfig } = await sharedApiServer();
  const plain = await EngineFixture.create(kubeconfig);
  try {
    const figures: PreviewFigure[] = [];
    for (const nodes of sizes) {
      const program = await EngineFixture.ofProject(kubeconfig, "dev");
      try {
        figures.push(await measure(program, plain, nodes));
      } finally {
        await program.remove();
      }
    }
    return figures;
  } finally {
    await plain.remove();
  }
}

async function measure(
  program: EngineFixture,
  plain: EngineFixture,
  nodes: number,
): Promise<PreviewFigure> {
  await writeFile(program.configFile, stringify({ config: await configOf(nodes) }));
  const selection = ["--config-file", program.configFile];
  const json = await program.ok("preview", "--json", ...selection);
  const { steps } = JSON.parse(json.slice(json.indexOf("{"))) as { steps: unknown[] };
  await plain.write(plainProgram(steps.length));
  const seconds = { program: [] as number[], plain: [] as number[] };
  for (let pair = 0; pair < pairs(nodes); pair++) {
    seconds.program.push(await timed(() => program.ok("preview", ...selection)));
    seconds.plain.push(await timed(() => plain.ok("preview")));
    const [a, b] = [seconds.program.at(-1) ?? 0, seconds.plain.at(-1) ?? 0];
    printLine(
      `  ${nodes} nodes, ${steps.length} resources: ${formatDuration(a * 1000)} beside ${formatDuration(b * 1000)}`,
    );
  }
  return { nodes, resources: steps.length, ...seconds };
}

async function configOf(nodes: number): Promise<Record<string, unknown>> {
  const names = Array.from({ length: nodes }, (_, index) => `node-${index}`);
  return {
    ...(await fileConfig("dev")),
    // The stack's own is sized for two nodes, and more are refused.
    "ethnode:prometheusStorage": "50Gi",
    "ethnode:nodes": names.map((name) => ({ name, validators: 8 })),
  };
}

/** So many resources that are nothing but registered; the stack itself is one of them. */
const plainProgram = (resources: number): string => `
for (let index = 1; index < ${resources}; index++) {
  new k8s.core.v1.ConfigMap(\`plain-\${index}\`, {
    metadata: { namespace: "ethereum", labels: { "app.kubernetes.io/name": "plain" } },
    data: { key: "value" },
  });
}
`;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}
