//go:build programs

// Package helm holds no code: it names the program that is built, so that go.mod pins all it needs.
package helm

import _ "helm.sh/helm/v3/cmd/helm"
