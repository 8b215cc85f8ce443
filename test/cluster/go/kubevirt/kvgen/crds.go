package main

import (
	"fmt"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"kubevirt.io/kubevirt/pkg/virt-operator/resource/generate/components"
)

// All of them are needed: virt-api and virt-controller wait for ever for a kind that they cannot list.
var kubevirtCRDs = []func() (*apiextensions.CustomResourceDefinition, error){
	components.NewKubeVirtCrd,
	components.NewVirtualMachineCrd,
	components.NewVirtualMachineInstanceCrd,
	components.NewReplicaSetCrd,
	components.NewVirtualMachinePoolCrd,
	components.NewPresetCrd,
	components.NewVirtualMachineInstanceMigrationCrd,
	components.NewMigrationPolicyCrd,
	components.NewVirtualMachineSnapshotCrd,
	components.NewVirtualMachineSnapshotContentCrd,
	components.NewVirtualMachineRestoreCrd,
	components.NewVirtualMachineExportCrd,
	components.NewVirtualMachineCloneCrd,
	components.NewVirtualMachineInstancetypeCrd,
	components.NewVirtualMachineClusterInstancetypeCrd,
	components.NewVirtualMachinePreferenceCrd,
	components.NewVirtualMachineClusterPreferenceCrd,
}

func crds() ([]any, error) {
	var items []any
	var virtualMachine *apiextensions.CustomResourceDefinition
	for _, generate := range append(kubevirtCRDs, crdsSince18...) {
		crd, err := generate()
		if err != nil {
			return nil, err
		}
		// The generated status is not valid for the API server; it writes its own.
		crd.Status = apiextensions.CustomResourceDefinitionStatus{}
		if crd.Spec.Names.Kind == "VirtualMachine" {
			virtualMachine = crd
		}
		items = append(items, crd)
	}
	spec, err := dataVolumeSpec(virtualMachine)
	if err != nil {
		return nil, err
	}
	return append(items,
		cdiCRD("DataVolume", "DataVolumeList", "datavolumes", "datavolume", apiextensions.NamespaceScoped, spec),
		cdiCRD("DataSource", "DataSourceList", "datasources", "datasource", apiextensions.NamespaceScoped, anything()),
		cdiCRD("CDI", "CDIList", "cdis", "cdi", apiextensions.ClusterScoped, anything()),
		cdiCRD("CDIConfig", "CDIConfigList", "cdiconfigs", "cdiconfig", apiextensions.ClusterScoped, anything()),
		cdiCRD("StorageProfile", "StorageProfileList", "storageprofiles", "storageprofile", apiextensions.ClusterScoped, anything()),
	), nil
}

// dataVolumeSpec is the schema of a DataVolume's spec as the VirtualMachine's CRD carries it for dataVolumeTemplates.
func dataVolumeSpec(virtualMachine *apiextensions.CustomResourceDefinition) (apiextensions.JSONSchemaProps, error) {
	for _, version := range virtualMachine.Spec.Versions {
		if version.Name != "v1" || version.Schema == nil {
			continue
		}
		templates := version.Schema.OpenAPIV3Schema.Properties["spec"].Properties["dataVolumeTemplates"]
		if templates.Items != nil && templates.Items.Schema != nil {
			return templates.Items.Schema.Properties["spec"], nil
		}
	}
	return apiextensions.JSONSchemaProps{}, fmt.Errorf("no dataVolumeTemplates in %s", virtualMachine.Name)
}

// cdiCRD is a kind of the Containerized Data Importer, which does not run here: nothing but the storage of its
// objects. virt-api and virt-controller look for all five as soon as one of them exists.
func cdiCRD(kind, list, plural, singular string, scope apiextensions.ResourceScope, spec apiextensions.JSONSchemaProps) *apiextensions.CustomResourceDefinition {
	object := apiextensions.JSONSchemaProps{
		Type:       "object",
		Required:   []string{"spec"},
		Properties: map[string]apiextensions.JSONSchemaProps{"spec": spec, "status": anything()},
	}
	return &apiextensions.CustomResourceDefinition{
		TypeMeta:   metav1.TypeMeta{APIVersion: "apiextensions.k8s.io/v1", Kind: "CustomResourceDefinition"},
		ObjectMeta: metav1.ObjectMeta{Name: plural + ".cdi.kubevirt.io"},
		Spec: apiextensions.CustomResourceDefinitionSpec{
			Group: "cdi.kubevirt.io",
			Scope: scope,
			Names: apiextensions.CustomResourceDefinitionNames{Kind: kind, ListKind: list, Plural: plural, Singular: singular},
			Versions: []apiextensions.CustomResourceDefinitionVersion{{
				Name:         "v1beta1",
				Served:       true,
				Storage:      true,
				Schema:       &apiextensions.CustomResourceValidation{OpenAPIV3Schema: &object},
				Subresources: &apiextensions.CustomResourceSubresources{Status: &apiextensions.CustomResourceSubresourceStatus{}},
			}},
		},
	}
}

func anything() apiextensions.JSONSchemaProps {
	yes := true
	return apiextensions.JSONSchemaProps{Type: "object", XPreserveUnknownFields: &yes}
}
