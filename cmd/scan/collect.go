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

// clusterID is an ARM id of a cluster; its groups are subscription, resource group and name.
var clusterID = regexp.MustCompile(`(?i)^/subscriptions/([0-9a-f-]+)/resourceGroups/([^/'"$` + "`" + `]+)/providers/Microsoft\.ContainerService/managedClusters/([A-Za-z0-9_-]+)/?$`)

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
			data := struct{ Name, Cluster, Subscription string }{Name: cmd.Root().Name()}
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
	cmd.Flags().StringVar(&cluster, "cluster", "", "export one cluster, the one with this `ID`, and its subscription's vaults, disks and grants; default: all that az sees")
	cmd.Flags().StringVar(&shell, "shell", shell, "write for `SHELL`: bash or powershell")
	return cmd
}
