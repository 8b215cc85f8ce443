//go:build programs

// Package actionlint holds no code: it names the program that is built, so that go.mod pins all it needs.
package actionlint

import _ "github.com/rhysd/actionlint/cmd/actionlint"
