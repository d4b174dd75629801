{{/* What a schema cannot say. */}}
{{- define "descent.checks" -}}
{{- $names := list -}}
{{- range .Values.workerPools -}}
{{- if has .name $names -}}
{{- fail (printf "workerPools has two pools called %s: give each a name of its own." .name) -}}
{{- end -}}
{{- $names = append $names .name -}}
{{- if .autoscaling -}}
{{- if gt (int .autoscaling.minReplicas) (int .autoscaling.maxReplicas) -}}
{{- fail (printf "The pool %s has minReplicas above maxReplicas." .name) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- with .Values.api.autoscaling -}}
{{- if gt (int .minReplicas) (int .maxReplicas) -}}
{{- fail "api.autoscaling has minReplicas above maxReplicas." -}}
{{- end -}}
{{- end -}}
{{- end -}}
