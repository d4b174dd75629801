{{- define "descent.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- define "descent.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else if contains (include "descent.name" .) .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "descent.name" .) | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* What tells this release's objects from others. */}}
{{- define "descent.selector" -}}
app.kubernetes.io/name: {{ include "descent.name" . | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end -}}

{{- define "descent.labels" -}}
{{ include "descent.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "descent.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "descent.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{/* Of the pods of jobs: it has no rights, and the annotations of the other, by which clouds let pods in. */}}
{{- define "descent.jobPodsAccount" -}}
{{- $account := include "descent.serviceAccount" . -}}
{{- default (ternary (printf "%s-job-pods" $account) $account .Values.serviceAccount.create) .Values.serviceAccount.jobPodsName -}}
{{- end -}}

{{- define "descent.image" -}}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
