package dev.descent.jobs.lifecycle;

import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** Loads jobs to change them: each method locks the rows that it returns until the transaction ends. */
public interface JobRepository extends Repository<JobEntity, String> {
    /** In SQL as the others are: a single JPQL query would load two parsers of that language at every start. */
    @Query(value = "select * from job where id = :id for no key update", nativeQuery = true)
    Optional<JobEntity> lock(String id);

    /** The job of a project that should start next, passing by those that others are about to change. */
    @Query(value = """
                    select * from job where state = 'queued' and project_id = :project
                    order by priority desc, id limit 1 for update skip locked""", nativeQuery = true)
    Optional<JobEntity> lockNext(String project);

    /** Jobs whose workers have not renewed their leases. */
    @Query(value = """
                    select * from job where state in ('running', 'pausing', 'cancelling') and lease_until < now()
                    and id <> all(cast(:except as text[]))
                    order by id for update skip locked""", nativeQuery = true)
    List<JobEntity> lockExpired(String[] except);

    /** Those of them for which no pod is wanted or left. */
    @Query(value = """
                    select * from job where state in ('running', 'pausing', 'cancelling') and lease_until < now()
                    and id <> all(cast(:except as text[])) and not exists (select from dispatch where job_id = job.id)
                    order by id for update skip locked""", nativeQuery = true)
    List<JobEntity> lockExpiredWithoutPod(String[] except);

    /** Jobs that any worker holds. */
    @Query(value = """
                    select * from job where state in ('running', 'pausing', 'cancelling')
                    order by id for update skip locked""", nativeQuery = true)
    List<JobEntity> lockHeld();

    JobEntity save(JobEntity job);

    void delete(JobEntity job);

    void flush();
}
