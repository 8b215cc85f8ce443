// kvgen prints what KubeVirt's operator would install, as one JSON List: kvgen crds|kinds|rbac|webhooks|types.
// The objects come from KubeVirt's own packages at the version in go.mod.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"k8s.io/apimachinery/pkg/runtime"
	"kubevirt.io/kubevirt/pkg/virt-operator/resource/generate/components"
	"kubevirt.io/kubevirt/pkg/virt-operator/resource/generate/rbac"
)

const namespace = "kubevirt"

var parts = map[string]func() ([]any, error){
	"crds":     crds,
	"kinds":    kinds,
	"rbac":     accounts,
	"webhooks": webhooks,
	"types":    types,
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "kvgen:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 || parts[args[0]] == nil {
		return errors.New("one argument of: crds, rbac, webhooks, types")
	}
	items, err := parts[args[0]]()
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(map[string]any{"apiVersion": "v1", "kind": "List", "items": items})
}

// accounts are the service accounts of KubeVirt's components with all their rights, and the priority class of the daemons.
func accounts() ([]any, error) {
	var items []any
	for _, objects := range [][]runtime.Object{
		rbac.GetAllCluster(),
		rbac.GetAllApiServer(namespace),
		controllerAccounts(),
		rbac.GetAllHandler(namespace),
	} {
		for _, object := range objects {
			items = append(items, object)
		}
	}
	return append(items, components.NewKubeVirtPriorityClassCR()), nil
}

// webhooks are the configurations as in a real cluster: they name a Service, without a port and a CA.
func webhooks() ([]any, error) {
	return append(webhooksSince18(),
		components.NewVirtAPIMutatingWebhookConfiguration(namespace),
		components.NewVirtAPIValidatingWebhookConfiguration(namespace),
	), nil
}

// types are the instancetypes and preferences that KubeVirt brings along.
func types() ([]any, error) {
	instancetypes, err := components.NewClusterInstancetypes()
	if err != nil {
		return nil, err
	}
	preferences, err := components.NewClusterPreferences()
	if err != nil {
		return nil, err
	}
	var items []any
	for _, object := range instancetypes {
		items = append(items, object)
	}
	for _, object := range preferences {
		items = append(items, object)
	}
	return items, nil
}
