import { Hono } from "hono";
import type { Registry } from "prom-client";

import type { Access } from "../auth/access.ts";

/** Metrics in the form of prom-client. */
export type Metrics = Pick<Registry, "metrics" | "contentType">;

/** What is measured. */
export interface MetricsSources {
  /** Of all nodes. */
  readonly all: Metrics;
  /** Of one node; null for a name that is not of the settings. Never a URL: nobody can have the monitor ask elsewhere. */
  readonly of: (node: string) => Metrics | null;
}

/**
 * `GET /metrics`: of all nodes. `GET /probe?target=NAME`: of one, for fleets whose metrics in one piece are too many for one
 * scrape.
 */
export function metricsRoutes({ all, of }: MetricsSources, access: Access): Hono {
  const app = new Hono();
  if (!access.openMetrics) {
    app.use("/metrics", access.guard("viewer"));
    app.use("/probe", access.guard("viewer"));
  }
  const send = async (metrics: Metrics): Promise<Response> =>
    new Response(await metrics.metrics(), { headers: { "content-type": metrics.contentType } });
  app.get("/metrics", () => send(all));
  app.get("/probe", (context) => {
    const target = context.req.query("target");
    if (target === undefined)
      return context.text("target: nothing came, expected a node of the settings\n", 400);
    const metrics = of(target);
    return metrics === null ? context.text("target: no such node\n", 404) : send(metrics);
  });
  return app;
}

/** Makes the metrics of each node when they are first asked for. */
export function metricsByNode<T extends { readonly name: string }>(
  nodes: readonly T[],
  create: (node: T) => Metrics,
): MetricsSources["of"] {
  const made = new Map<string, Metrics>();
  return (name) => {
    const known = made.get(name);
    const node = nodes.find((one) => one.name === name);
    if (known !== undefined || node === undefined) return known ?? null;
    const metrics = create(node);
    made.set(name, metrics);
    return metrics;
  };
}
