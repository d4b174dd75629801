{{/* What every job's pod is made from. */}}
{{- define "descent.jobTemplate" -}}
metadata:
  labels:
    {{- include "descent.labels" . | nindent 4 }}
    app.kubernetes.io/component: job
    metrics: descent
  {{- with .Values.jobPods.annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  {{- include "descent.podSpec" (dict "root" . "component" "job" "account" (include "descent.jobPodsAccount" .) "placement" .Values.jobPods) | nindent 2 }}
  containers:
    {{- include "descent.container" (dict "root" . "name" "worker" "role" "worker" "resources" .Values.jobPods.resources "env" (include "descent.poolEnv" (dict "root" . "jobs" 1) | trim)) | nindent 4 }}
{{- end -}}
