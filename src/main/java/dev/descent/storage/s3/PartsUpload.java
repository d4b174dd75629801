package dev.descent.storage.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** Stores a large file by many requests; there is no object before the last of them. */
record PartsUpload(S3Client client, String bucket, Patience patience, long partBytes) {
    void put(String key, FilePart whole, String digest) {
        String upload = client.createMultipartUpload(create -> create.bucket(bucket)
                        .key(key)
                        .metadata(Map.of(Download.DIGEST, digest))
                        .overrideConfiguration(patience.few()))
                .uploadId();
        try {
            putParts(key, whole, upload);
        } catch (RuntimeException e) {
            try {
                // Parts without an object are not listed, but paid for.
                client.abortMultipartUpload(abort ->
                        abort.bucket(bucket).key(key).uploadId(upload).overrideConfiguration(patience.least()));
            } catch (RuntimeException unfinished) {
                e.addSuppressed(unfinished);
            }
            throw e;
        }
    }

    private void putParts(String key, FilePart whole, String upload) {
        List<CompletedPart> parts = new ArrayList<>();
        for (long from = 0; from < whole.length(); from += partBytes) {
            int number = parts.size() + 1;
            FilePart some = new FilePart(whole.file(), from, Math.min(partBytes, whole.length() - from));
            String tag = client.uploadPart(
                            part -> part.bucket(bucket)
                                    .key(key)
                                    .uploadId(upload)
                                    .partNumber(number)
                                    .contentMD5(some.md5()),
                            some.body())
                    .eTag();
            Download.requireTag(tag);
            parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
        }
        Download.requireTag(client.completeMultipartUpload(complete ->
                        complete.bucket(bucket).key(key).uploadId(upload).multipartUpload(all -> all.parts(parts)))
                .eTag());
    }
}
