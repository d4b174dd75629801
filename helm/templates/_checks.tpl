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
{{- range $name, $value := .Values.settings -}}
{{- if or (eq $name "descent.storage") (hasPrefix "descent.s3." $name) -}}
{{- fail (printf "settings has %s: the values storage and s3 say where files are kept, and make the volumes and policies for it." $name) -}}
{{- end -}}
{{- end -}}
{{- if eq .Values.storage "s3" -}}
{{- with .Values.s3 -}}
{{- if not .bucket -}}
{{- fail "s3.bucket is required where storage is s3: the name of a bucket that is there already." -}}
{{- end -}}
{{- if and .existingSecret (not .endpoint) (not .region) -}}
{{- fail "s3.region is required: with the keys of a Secret nobody tells the pods where AWS has the bucket. Of a service other than AWS's own, set s3.endpoint." -}}
{{- end -}}
{{- if le (include "descent.kibibytes" .directorySize | int64) (include "descent.kibibytes" .cacheSize | int64) -}}
{{- fail (printf "s3.directorySize=%s must be more than s3.cacheSize=%s: uploads in the making lie beside the copies, and a pod with more is evicted." .directorySize .cacheSize) -}}
{{- end -}}
{{- end -}}
{{- if .Values.persistence.existingClaim -}}
{{- fail "persistence.existingClaim is set, but storage is s3: no pod would mount it. The files on it are not moved to the bucket." -}}
{{- end -}}
{{- else if .Values.s3.bucket -}}
{{- fail "s3.bucket is set, but storage is volume: set storage=s3, or the bucket stays unused." -}}
{{- end -}}
{{- with .Values.api.autoscaling -}}
{{- if gt (int .minReplicas) (int .maxReplicas) -}}
{{- fail "api.autoscaling has minReplicas above maxReplicas." -}}
{{- end -}}
{{- end -}}
{{- end -}}
