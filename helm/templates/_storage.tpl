{{/* Where files are kept: on a volume that all pods share, or in a bucket. */}}

{{- define "descent.claim" -}}
{{- default (printf "%s-data" (include "descent.fullname" .)) .Values.persistence.existingClaim -}}
{{- end -}}

{{/* The data directory; with a bucket each pod has its own, with copies. */}}
{{- define "descent.dataVolume" -}}
- name: data
  {{- if eq .Values.storage "s3" }}
  emptyDir:
    sizeLimit: {{ .Values.s3.directorySize }}
  {{- else }}
  persistentVolumeClaim:
    claimName: {{ include "descent.claim" . | quote }}
  {{- end }}
{{- end -}}

{{- define "descent.storageEnv" -}}
{{- if eq .Values.storage "s3" -}}
{{- with .Values.s3 -}}
- name: DESCENT_STORAGE
  value: s3
- name: DESCENT_S3_BUCKET
  value: {{ .bucket | quote }}
{{- with .prefix }}
- name: DESCENT_S3_PREFIX
  value: {{ . | quote }}
{{- end }}
{{- with .endpoint }}
- name: DESCENT_S3_ENDPOINT
  value: {{ . | quote }}
{{- end }}
{{- with .region }}
- name: DESCENT_S3_REGION
  value: {{ . | quote }}
{{- end }}
{{- with .pathStyle | toString }}
- name: DESCENT_S3_PATH_STYLE
  value: {{ . | quote }}
{{- end }}
# Spring's GB is Kubernetes' Gi.
- name: DESCENT_S3_CACHE_SIZE
  value: {{ .cacheSize | replace "i" "B" }}
{{- if .existingSecret }}
- name: AWS_ACCESS_KEY_ID
  valueFrom:
    secretKeyRef:
      name: {{ .existingSecret | quote }}
      key: {{ .accessKeyIdKey | quote }}
- name: AWS_SECRET_ACCESS_KEY
  valueFrom:
    secretKeyRef:
      name: {{ .existingSecret | quote }}
      key: {{ .secretAccessKeyKey | quote }}
{{- end }}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Where the bucket listens, and what turns tokens of service accounts into logins; a list in JSON. */}}
{{- define "descent.bucketPorts" -}}
{{- $ports := .Values.networkPolicy.bucketPorts -}}
{{- if not $ports -}}
{{- $ports = list (include "descent.port" .Values.s3.endpoint | int) -}}
{{- end -}}
{{- if not .Values.s3.existingSecret -}}
{{- $ports = append $ports 443 -}}
{{- end -}}
{{- $all := list -}}
{{- range $ports -}}
{{- $all = append $all (int .) -}}
{{- end -}}
{{- uniq $all | toJson -}}
{{- end -}}

{{/* Where an address listens. */}}
{{- define "descent.port" -}}
{{- $address := urlParse . -}}
{{- regexFind ":[0-9]+$" $address.host | trimPrefix ":" | default (ternary "80" "443" (eq $address.scheme "http")) -}}
{{- end -}}

{{/* Of a size such as 20Gi. */}}
{{- define "descent.kibibytes" -}}
{{- $units := dict "K" 1 "M" 1024 "G" 1048576 "T" 1073741824 -}}
{{- mul (regexFind "^[0-9]+" . | int64) (get $units (regexFind "[KMGT]" .)) -}}
{{- end -}}
