// seediso writes the cloud-init disk of an instance as KubeVirt's launcher does, with KubeVirt's own package and
// xorrisofs: seediso FOLDER SECRETS, with the instance as JSON on stdin. It prints the path of the disk, which is below
// FOLDER. Below SECRETS are the Secrets as they are mounted into the launcher's pod: those of a volume in a folder of the
// volume's name, those of access credentials in NAME-access-cred.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	v1 "kubevirt.io/api/core/v1"
	cloudinit "kubevirt.io/kubevirt/pkg/cloud-init"
	diskutils "kubevirt.io/kubevirt/pkg/ephemeral-disk-utils"
)

func main() {
	path, err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "seediso:", err)
		os.Exit(1)
	}
	fmt.Println(path)
}

func run(args []string) (string, error) {
	if len(args) != 2 {
		return "", errors.New("two arguments: a folder for the disk, the folder of the Secrets")
	}
	folder, secrets := args[0], args[1]
	instance := &v1.VirtualMachineInstance{}
	if err := json.NewDecoder(os.Stdin).Decode(instance); err != nil {
		return "", err
	}
	// The launcher gives the file to its user qemu, whom there is only in its image.
	diskutils.MockDefaultOwnershipManager()
	if err := cloudinit.SetLocalDirectory(folder); err != nil {
		return "", err
	}
	data, err := cloudinit.ReadCloudInitVolumeDataSource(instance, secrets)
	if err != nil {
		return "", err
	}
	if data == nil {
		return "", errors.New("the instance has no cloud-init volume")
	}
	if err := cloudinit.GenerateLocalData(instance, "", data); err != nil {
		return "", err
	}
	return cloudinit.GetIsoFilePath(data.DataSource, instance.Name, instance.Namespace), nil
}
