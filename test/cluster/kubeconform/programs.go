//go:build programs

// Package kubeconform holds no code: it names the program that is built, so that go.mod pins all it needs.
package kubeconform

import _ "github.com/yannh/kubeconform/cmd/kubeconform"
