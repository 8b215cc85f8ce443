//go:build !before_1_8

package main

import (
	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"kubevirt.io/kubevirt/pkg/virt-operator/resource/generate/components"
	"kubevirt.io/kubevirt/pkg/virt-operator/resource/generate/rbac"
)

// crdsSince18 are the kinds that KubeVirt 1.8 brought.
var crdsSince18 = []func() (*apiextensions.CustomResourceDefinition, error){
	components.NewVirtualMachineBackupCrd,
	components.NewVirtualMachineBackupTrackerCrd,
}

// webhooksSince18 are the webhooks that KubeVirt 1.8 brought.
func webhooksSince18() []any {
	return []any{components.NewVirtLauncherPodMutatingWebhookConfiguration(namespace)}
}

// controllerAccounts are the rights of virt-controller.
func controllerAccounts() []runtime.Object {
	return rbac.GetAllController(namespace, false)
}
