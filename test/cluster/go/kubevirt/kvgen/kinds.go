package main

import (
	"sort"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	cdi "kubevirt.io/containerized-data-importer-api/pkg/apis/core/v1beta1"
	forklift "kubevirt.io/containerized-data-importer-api/pkg/apis/forklift/v1beta1"
	upload "kubevirt.io/containerized-data-importer-api/pkg/apis/upload/v1beta1"
)

// kinds are those of the Containerized Data Importer, in the version that KubeVirt is made with. The cluster has only a
// part of them.
func kinds() ([]any, error) {
	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{cdi.AddToScheme, forklift.AddToScheme, upload.AddToScheme} {
		if err := add(scheme); err != nil {
			return nil, err
		}
	}
	var items []any
	for gvk, goType := range scheme.AllKnownTypes() {
		// Every group has Kubernetes' own ListOptions and the like too.
		if strings.Contains(goType.PkgPath(), "/containerized-data-importer-api/") && !strings.HasSuffix(gvk.Kind, "List") {
			items = append(items, metav1.TypeMeta{APIVersion: gvk.GroupVersion().String(), Kind: gvk.Kind})
		}
	}
	sort.Slice(items, func(i, j int) bool { return key(items[i]) < key(items[j]) })
	return items, nil
}

func key(item any) string {
	kind := item.(metav1.TypeMeta)
	return kind.APIVersion + " " + kind.Kind
}
