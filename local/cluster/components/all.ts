import type { Component } from "../component.ts";
import { addons } from "./addons.ts";
import { containerd } from "./containerd.ts";
import { etcd } from "./etcd.ts";
import { kubeApiserver } from "./kubeApiserver.ts";
import { kubeControllerManager } from "./kubeControllerManager.ts";
import { kubelet } from "./kubelet.ts";
import { kubeProxy } from "./kubeProxy.ts";
import { kubeRouter } from "./kubeRouter.ts";
import { kubeScheduler } from "./kubeScheduler.ts";
import { localPathProvisioner } from "./localPathProvisioner.ts";

/**
 * Every program of the cluster, in the order in which it is good to read of them.
 * @param encryptionKey see {@link kubeApiserver}
 */
export function allComponents(encryptionKey: string): readonly Component[] {
  return [
    etcd,
    containerd,
    kubeApiserver(encryptionKey),
    kubeControllerManager,
    kubeScheduler,
    addons,
    kubelet,
    kubeProxy,
    kubeRouter,
    localPathProvisioner,
  ];
}
