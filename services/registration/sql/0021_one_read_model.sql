-- Title, time and place stand in known_activity and known_session alone; what was said before these
-- had the columns for it is read again from the beginning of the announcer's stream.
drop table message_title;
drop table message_place;
delete from checkpoint where projector = 'registration';
