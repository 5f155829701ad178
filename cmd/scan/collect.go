package main

import (
	"embed"
	"fmt"
	"regexp"
	"runtime"
	"strings"
	"text/template"

	"github.com/spf13/cobra"

	"github.com/akscan/akscan/internal/source"
)

// collectScripts hold the scripts that export what the rules can use, one for each shell.
//
//go:embed collect.sh.tmpl collect.ps1.tmpl
var collectScripts embed.FS

// clusterID is an ARM id of a cluster, and nothing that a shell takes for more; its groups are subscription, resource group and name.
var clusterID = regexp.MustCompile(`(?i)^/subscriptions/([0-9a-f-]+)/resourceGroups/([\p{L}\p{N}_().-]+)/providers/Microsoft\.ContainerService/managedClusters/([A-Za-z0-9_-]+)/?$`)

// The API versions that the scripts ask with. Source: azure-facts 1.1, 4.2.
const (
	previewVersion = "2026-05-02-preview" // of clusters, which shows the newer KMS mode
	vaultVersion   = "2024-11-01"         // of keys as Resource Manager shows them
)

func newCollect(s streams) *cobra.Command {
	shell := "bash"
	if runtime.GOOS == "windows" {
		shell = "powershell"
	}
	var cluster string
	cmd := &cobra.Command{
		Use:   "collect",
		Short: "Print the read-only commands that export what the rules can use",
		Long: `Print a script of read-only az and kubectl commands that export what the rules can use into a folder.
Run it where you are signed in, then scan the folder. What Secrets hold never reaches the disk.

    scan collect > collect.sh && bash collect.sh exports && scan exports`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			data := struct{ Name, Cluster, Subscription, Preview, Vault string }{Name: cmd.Root().Name(), Preview: previewVersion, Vault: vaultVersion}
			if cluster != "" {
				parts := clusterID.FindStringSubmatch(cluster)
				if parts == nil {
					return source.WithHint(fmt.Errorf("--cluster %q is no id of a cluster", cluster), "az aks show -g GROUP -n CLUSTER --query id -o tsv prints it")
				}
				data.Cluster, data.Subscription = strings.TrimRight(cluster, "/"), parts[1]
			}
			file, ok := map[string]string{"bash": "collect.sh.tmpl", "powershell": "collect.ps1.tmpl"}[strings.ToLower(shell)]
			if !ok {
				return choice("--shell", shell, "bash", "powershell")
			}
			script, err := template.ParseFS(collectScripts, file)
			if err != nil {
				return err
			}
			return script.Execute(s.out, data)
		},
	}
	cmd.Flags().StringVar(&cluster, "cluster", "", "export one cluster, the one with this `ID`, and its subscription's vaults, disks and grants; default: all of the subscription that az is set to")
	cmd.Flags().StringVar(&shell, "shell", shell, "write for `SHELL`: bash or powershell")
	return cmd
}
