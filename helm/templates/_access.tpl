{{/* Where the database is, and the secrets that let processes and callers in: given, or made by this chart. */}}

{{- define "descent.databaseHost" -}}
{{- if .Values.trialPostgresql.enabled -}}
{{- printf "%s-postgresql" (include "descent.fullname" .) -}}
{{- else -}}
{{- required "database.host is required: the name or address of a PostgreSQL that all pods reach. For a trial without one, set trialPostgresql.enabled=true." .Values.database.host -}}
{{- end -}}
{{- end -}}

{{- define "descent.databaseSecret" -}}
{{- if .Values.trialPostgresql.enabled -}}
{{- printf "%s-postgresql" (include "descent.fullname" .) -}}
{{- else -}}
{{- required "database.existingSecret is required: the name of a Secret with the keys username and password, as made by: kubectl create secret generic NAME --from-literal=username=... --from-literal=password=..." .Values.database.existingSecret -}}
{{- end -}}
{{- end -}}

{{- define "descent.databaseUrl" -}}
jdbc:postgresql://{{ include "descent.databaseHost" . }}:{{ int .Values.database.port }}/{{ .Values.database.name }}?reWriteBatchedInserts=true&sslmode={{ .Values.database.sslMode }}
{{- with .Values.database.ca -}}
{{- if .public }}&sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory{{ else if or .secret .configMap }}&sslrootcert=/database-ca/{{ .key }}{{ end -}}
{{- end -}}
{{- end -}}

{{- define "descent.databaseVolumes" -}}
{{- with .Values.database.ca -}}
{{- if .secret }}
- name: database-ca
  secret:
    secretName: {{ .secret | quote }}
{{- else if .configMap }}
- name: database-ca
  configMap:
    name: {{ .configMap | quote }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "descent.databaseMounts" -}}
{{- if or .Values.database.ca.secret .Values.database.ca.configMap }}
- name: database-ca
  mountPath: /database-ca
  readOnly: true
{{- end }}
{{- end -}}

{{- define "descent.operatorSecret" -}}
{{- default (printf "%s-operator" (include "descent.fullname" .)) .Values.auth.operatorKey.existingSecret -}}
{{- end -}}

{{/* Where what the API alone asks listens; a list in JSON. */}}
{{- define "descent.apiPorts" -}}
{{- $ports := ternary (list 443) list .Values.networkPolicy.webhooks -}}
{{- with .Values.auth.oidc.issuer -}}
{{- $ports = append $ports (include "descent.port" . | int) -}}
{{- end -}}
{{- if eq .Values.dispatch "kubernetes" -}}
{{- range .Values.networkPolicy.kubernetesPorts -}}
{{- $ports = append $ports (int .) -}}
{{- end -}}
{{- end -}}
{{- uniq $ports | toJson -}}
{{- end -}}

{{/* A secret of this chart keeps the value that it has in the cluster over upgrades; arguments: root, name, key. */}}
{{- define "descent.kept" -}}
{{- $found := dict -}}
{{- if .root.Release.IsUpgrade -}}
{{- $found = lookup "v1" "Secret" .root.Release.Namespace .name -}}
{{- end -}}
{{- if and $found (hasKey (default dict $found.data) .key) -}}
{{- index $found.data .key -}}
{{- else -}}
{{- randAlphaNum 48 | b64enc -}}
{{- end -}}
{{- end -}}
