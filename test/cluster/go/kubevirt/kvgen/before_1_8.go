//go:build before_1_8

package main

import (
	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"kubevirt.io/kubevirt/pkg/virt-operator/resource/generate/rbac"
)

var crdsSince18 []func() (*apiextensions.CustomResourceDefinition, error)

func webhooksSince18() []any {
	return nil
}

// controllerAccounts are the rights of virt-controller.
func controllerAccounts() []runtime.Object {
	return rbac.GetAllController(namespace)
}
