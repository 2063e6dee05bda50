%% The exercise's script: never run by a comparison
clear ; close all; clc
error('this script is not to be run');
