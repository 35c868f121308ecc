// A stand-in for pulumi-resource-kubernetes.
import { serveProvider } from "../provider/serveProvider.ts";
import { KubernetesProvider } from "./kubernetesProvider.ts";

await serveProvider(new KubernetesProvider(process.env));
