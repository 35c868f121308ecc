import { z } from "zod";
import * as value from "../values.ts";
import { oneOf } from "./shared.ts";

const labelsForm = "labels as text by name, such as {release: kube-prometheus-stack}";

/** Source: Kubernetes v1.34.4, apimachinery, pkg/util/validation: qualified names and label values. */
const labelKey = /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?$/;
const labelValue = z.string(labelsForm).regex(/^([A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?)?$/, {
  error: "a label's value: at most 63 letters, digits, dots, dashes and underscores",
});

const keys = z.string().regex(labelKey);

const labels = z.record(keys, labelValue, labelsForm);

const someLabels = labels.refine(
  (all) => Object.keys(all).length > 0,
  `at least one of the ${labelsForm}`,
);

const annotationsForm = "annotations as text by name, such as {grafana_folder: Ethereum}";

export const monitoringModeSettings = {
  monitoringMode: oneOf(["bundled", "operator", "none"]),
  scraperNamespace: z.union([z.literal(""), value.kubernetesName], 'a namespace, or ""'),
  scraperLabels: someLabels,
  operatorLabels: labels,
  dashboardLabels: labels,
  dashboardAnnotations: z.record(keys, z.string(annotationsForm), annotationsForm),
};
