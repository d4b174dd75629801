package dev.descent.jobs.lifecycle;

import dev.descent.jobs.JobState;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;

/** States by their wire names. */
@Converter
public class JobStateConverter implements AttributeConverter<JobState, String> {
    @Override
    public String convertToDatabaseColumn(JobState state) {
        return state.wire();
    }

    @Override
    public JobState convertToEntityAttribute(String name) {
        return JobState.ofWire(name);
    }
}
